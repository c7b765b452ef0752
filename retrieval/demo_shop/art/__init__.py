"""The demo shop's illustrations: a canvas, its paints, and one drawing function for each kind of product."""
