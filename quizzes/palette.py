"""The colours of every figure: Okabe and Ito's palette (2008), which colour-blind readers can tell apart.

Black, the page's own ink, is left out, and yellow comes last: it is faint on white paper.
"""

BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PINK = "#CC79A7"
SKY = "#56B4E9"
ORANGE = "#E69F00"
YELLOW = "#F0E442"
PALETTE = (BLUE, VERMILION, GREEN, PINK, SKY, ORANGE, YELLOW)
