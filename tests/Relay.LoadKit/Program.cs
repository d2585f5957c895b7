using System.Runtime.Versioning;
using Relay.LoadKit;

[assembly: SupportedOSPlatform("linux")]

// loadkit echo ports=2000-2007                              serves echo until its standard input ends
// loadkit flows target=ADDRESS ports=2000-2007 idle=9000 rate=1000 seconds=5
// loadkit sequence target=ADDRESS ports=2000-2007 flows=100000 parallel=16 bulk=524288
// loadkit half target=ADDRESS ports=1080 count=3000         half a SOCKS handshake, until the other side ends each
// loadkit syn target=ADDRESS ports=1080 seconds=5           SYNs from made-up neighbours
// loadkit scan target=fd75:7265:6c61:7900:: ports=2000-2007 count=100000 seconds=10
//                                                            connections to random phantom addresses: as many, or as long
// loadkit names target=ADDRESS ports=53 seconds=10           random names, as fast as they are answered
// loadkit pipes count=70                                     holds pipes of 1 MiB until its standard input ends
Arguments arguments = Arguments.Parse(args);
await (arguments.Mode switch
{
    "echo" => EchoServer.RunAsync(arguments),
    "flows" => FlowLoad.RunAsync(arguments),
    "sequence" => SequenceLoad.RunAsync(arguments),
    "half" => HalfHandshakes.RunAsync(arguments),
    "syn" => SynFlood.RunAsync(arguments),
    "scan" => AddressScan.RunAsync(arguments),
    "names" => NameFlood.RunAsync(arguments),
    "pipes" => PipeHoard.RunAsync(arguments),
    _ => throw new ArgumentException($"there is no mode '{arguments.Mode}'"),
});
