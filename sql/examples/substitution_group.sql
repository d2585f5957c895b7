-- A group of addresses in each phantom pool that stands for a network which clients must not see, or which conflicts with theirs: member n of group 1 is PREFIX:5fe:1:n
-- (n as two hexadecimal groups), or PREFIX:5ff:7003:1:n up to 65535. In the default pool fd75:7265:6c61:7900:5fe:1:0:102 is 10.64.1.2, because 258 = 0x102.
-- i-hx-1-258.u-relay.home.arpa is a name for it, and its reverse look-up gives that name.
INSERT INTO substitution (group_id, to_network, comment)
VALUES (1, '10.64.0.0/16', 'the laboratory');

-- Members that stand for names, by their numbers: these leave by the upstream of the row where no rule names another.
INSERT INTO upstream (name, kind, address, port) VALUES ('cluster', 'socks5', 'jump.example.org', 1080);
INSERT INTO substitution (group_id, to_domain, upstream, comment)
VALUES (2, 'node{host}.cluster.example.org', 'cluster', 'the nodes of the cluster');
