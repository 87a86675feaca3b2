/* Descriptions of `quizzes.plot` drawn by Observable Plot: what the page would do, were it to draw. Globals: d3, Plot. */

const ends = ({ low, high, label, ticks }) => ({
  domain: [Math.min(low, high), Math.max(low, high)],
  reverse: low > high,
  label: label || null,
  ...(ticks ? { ticks: Object.keys(ticks).map(Number), tickFormat: (value) => ticks[value] } : {}),
});

function marks(mark) {
  const looks = { fill: mark.fill, stroke: mark.stroke, strokeDasharray: mark.dash || null };
  const rows = [mark];
  if (mark.kind === "Rect") {
    const [[x1, x2], [y1, y2]] = [mark.x, mark.y];
    const label = Plot.text(rows, { x: (x1 + x2) / 2, y: Math.max(y1, y2), text: ["" + mark.label], dy: -8 });
    return [Plot.rect(rows, { x1: [x1], x2: [x2], y1: [y1], y2: [y2], ...looks, opacity: mark.opacity }), label];
  }
  if (mark.kind === "Line") {
    const points = mark.points.map((point) => point ?? [NaN, NaN]);
    const last = points[points.length - 1];
    const label = Plot.text(mark.label ? [last] : [], { x: "0", y: "1", text: [mark.label], dx: 6, textAnchor: "start" });
    return [Plot.line(points, { stroke: mark.stroke, strokeDasharray: mark.dash || null }), label];
  }
  if (mark.kind === "Area") return [Plot.line(mark.points, { fill: mark.fill, fillOpacity: mark.opacity, stroke: "none" })];
  if (mark.kind === "Dot") {
    const label = Plot.text(rows, { x: [mark.x], y: [mark.y], text: [mark.label], dx: 8, textAnchor: "start" });
    return [Plot.dot(rows, { x: [mark.x], y: [mark.y], r: mark.size / 2, ...looks, symbol: mark.shape }), label];
  }
  if (mark.kind === "Rule") return [(mark.x === null ? Plot.ruleY : Plot.ruleX)([mark.x ?? mark.y], { stroke: mark.stroke })];
  const { x, y, words, anchor, dx, dy } = mark;
  return [Plot.text(rows, { x: [x], y: [y], text: [words], textAnchor: anchor, dx, dy })];
}

globalThis.drawn = (figure) => {
  const paper = document.querySelector("#paper");
  const width = figure.width / figure.panels.length;
  const panels = figure.panels.map((panel) =>
    Plot.plot({
      width,
      height: panel.height + 80,
      title: panel.title,
      x: ends(panel.x),
      y: ends(panel.y),
      marks: panel.marks.flatMap(marks),
    })
  );
  paper.replaceChildren(...panels);
  paper.firstElementChild.getBoundingClientRect();
  return paper.innerHTML.length;
};

globalThis.timed = (figures) => {
  const times = [];
  let size = 0;
  for (let n = 0; n < 50; n += 1) {
    const start = performance.now();
    size = drawn(figures[n % 2]);
    times.push(performance.now() - start);
  }
  return [times, size];
};
