"""Numbers in words and figures, with bounds, modifier and the rule that made them."""
