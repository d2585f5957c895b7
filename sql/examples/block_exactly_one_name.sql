-- '=' before a name means this name only: www.example.com is blocked, api.www.example.com and example.com are not.
INSERT INTO rule (domain, action, comment)
VALUES ('=www.example.com', 'block', 'this one name');
