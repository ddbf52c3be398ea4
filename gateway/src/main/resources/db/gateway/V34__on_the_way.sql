-- What providers reported and the bank has not shown is asked for at each close and each morning: of the payments of years only these are looked at.
create index payment_reported on gateway.payment (account_id, paid_at) where provider_times > bank_times or other_vnd > 0;
-- Sightings come in the order of their days, so that a summary of each range of pages finds those after a day, and costs a match nothing.
create index bank_sighting_day on gateway.bank_sighting using brin (booked_on) with (pages_per_range = 16, autosummarize);
create index bank_sighting_by_hand_day on gateway.bank_sighting_by_hand using brin (booked_on) with (pages_per_range = 16, autosummarize);
create index payout_sighting_day on gateway.payout_sighting using brin (booked_on) with (pages_per_range = 16, autosummarize);
