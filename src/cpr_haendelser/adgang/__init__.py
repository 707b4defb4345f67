"""Who may what: roles, who acts, the actions of the product, and the one matrix that says who may do which of them."""
