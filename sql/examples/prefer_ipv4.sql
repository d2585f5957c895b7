-- Says which family is dialed first, for single names: 4_weak tries IPv4 first and IPv6 a moment later, 4_only never tries IPv6, 6_strong tries all IPv6 addresses before the first of IPv4.
INSERT INTO rule (domain, resolve, comment)
VALUES ('slow6.example.com', '4_weak', 'its IPv6 is a slow tunnel');

INSERT INTO rule (domain, resolve, comment)
VALUES ('broken6.example.com', '4_only', 'its IPv6 connects, and then hangs');

INSERT INTO rule (domain, resolve, comment)
VALUES ('billed4.example.com', '6_strong', 'IPv4 costs money there');
