-- The few matches that take from a line, found without reading the others.
create index match_below_zero on reconciliation.match (line_id) where amount_vnd < 0;
