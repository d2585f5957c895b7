using Relay.PdnsBackend;

return CommandLine.Run(args);
