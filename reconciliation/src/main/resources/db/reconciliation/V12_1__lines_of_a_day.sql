-- The morning adds up a day over all accounts. Lines come day by day, so that a range index finds them and costs nothing to write.
create index statement_line_on on reconciliation.statement_line using brin (booked_on) with (pages_per_range = 16, autosummarize = on);
