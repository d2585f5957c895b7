-- Before a server is taken down: new flows to it are refused, flows that are open go on to their end. The priority puts the rule before all others.
-- reports/live_flows.sql shows what is still open; delete the rule when the server is back: DELETE FROM rule WHERE comment = 'draining db1';
INSERT INTO rule (priority, domain, action, comment)
VALUES (1000, '=db1.example.com', 'block', 'draining db1');
