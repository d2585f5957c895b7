using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>A relayed connection with both its ends in the test's hands.</summary>
internal sealed record TcpFlow(TcpLab Lab, int Port, Socket Client, Socket Server) : IDisposable
{
    /// <summary>The end that says or does something, and the one that is to notice.</summary>
    public (Socket Here, Socket There) From(Side side) => side == Side.Client ? (Client, Server) : (Server, Client);

    /// <summary>Its row says how it ended, and counts every byte.</summary>
    public async Task AssertRowAsync(string outcome, long up, long down)
    {
        AuditRow row = await Lab.RowAsync(Port);
        Assert.Equal((outcome, up, down), (row.Outcome, row.BytesUp, row.BytesDown));
    }

    /// <summary>The same where a reset leaves open how many bytes were still counted.</summary>
    public async Task AssertOutcomeAsync(string outcome) => Assert.Equal(outcome, (await Lab.RowAsync(Port)).Outcome);

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
