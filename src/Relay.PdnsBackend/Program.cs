using Relay.PdnsBackend;
using Relay.PdnsBackend.Connecting;

// Before anything is loaded that only the others need: a thin client is one of several, and its memory is what it is for.
if (args is ["--connect", var server])
    return ThinProcess.Run(server);
return CommandLine.Run(args);
