using System.Runtime.Versioning;
using Relay.EndToEnd.Lab;
using Xunit;

[assembly: SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(InternetSide))]
