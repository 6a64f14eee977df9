-- Old deliveries are dropped with each new one: they are found without looking at all.
CREATE INDEX bot_deliveries_received ON bot_deliveries (received);
