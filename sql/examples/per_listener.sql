-- Blocks the mail port on one listener. A listener's name is its option name=..., else its scheme: transparent, socks.
-- The listener of `urelay exec` is called exec.
INSERT INTO rule (listener, ports, action, comment)
VALUES ('exec', '25', 'block', 'no mail from programs under urelay exec');
