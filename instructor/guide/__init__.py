"""What whoever teaches reads, and the registers that it is made from."""
