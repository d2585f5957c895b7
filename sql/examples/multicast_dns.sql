-- Finds machines of the relay's own network by multicast DNS (RFC 6762): avahi-daemon on the relay's host is asked. Clients reach them by SOCKS, for DNS answers no name under local.
INSERT INTO resolver (name, kind)
VALUES ('lan', 'mdns');

INSERT INTO rule (domain, resolver, comment)
VALUES ('.local', 'lan', 'machines that say their names themselves');

INSERT INTO rule (domain, network, comment)
VALUES ('.local', '192.168.0.0/16', 'where these machines are');
