-- Machines that have addresses and no names: 5.vm.example.net is fd00:1::5, ip6-fd00-1--5.vm.example.net too. A number is decimal, or hexadecimal after 0x.
-- What is neither a number of an address of the network, nor an address of it, ends as 'name_not_found'.
INSERT INTO rule (domain, to_network, comment)
VALUES ('.vm.example.net', 'fd00:1::/64', 'virtual machines by number');

-- Any IPv4 address as a name: ip4-192-0-2-1.four.example.net. Rules about addresses and the protection of the relay's own host apply to it as to any other.
INSERT INTO rule (domain, to_network, comment)
VALUES ('.four.example.net', '0.0.0.0/0', 'IPv4 literals as names');
