using Microsoft.Extensions.Logging;
using Npgsql;

namespace Relay.Store.Sql;

/// <summary>
/// Hears what the triggers tell, on a connection of its own: notifications end with their session. Made anew when it is lost; then, and before it first listens,
/// something may have been told to nobody. Behind a pooler or on a standby nothing is heard, and the poll is all there is.
/// </summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly Action changed;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private readonly Task listening;

    public PostgresListener(StoreLocation location, Action changed, ILogger logger, TimeProvider time)
    {
        // KeepAlive: a server that is gone without a word is noticed within seconds, not by TCP's retransmissions.
        connectionString = new NpgsqlConnectionStringBuilder(location.ConnectionString) { Pooling = false, Multiplexing = false, KeepAlive = 5, TcpKeepAlive = true }.ConnectionString;
        (this.changed, this.logger, this.time) = (changed, logger, time);
        listening = Task.Run(ListenAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task ListenAsync()
    {
        TimeSpan pause = FirstPause;
        string? failure = null;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(() => (pause, failure) = (FirstPause, null)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                LogEnded();
            }
            catch (Exception e)
            {
                string message = e.Message.ReplaceLineEndings(" ");
                if (failure != message)
                    LogLost(message);
                failure = message;
                await Task.Delay(pause, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListenOnceAsync(Action established)
    {
        NpgsqlConnection connection = new(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, _) => changed();
            await connection.OpenAsync(ending.Token).ConfigureAwait(false);
            using NpgsqlCommand command = new("LISTEN urelay_change", connection);
            await command.ExecuteNonQueryAsync(ending.Token).ConfigureAwait(false);
            established();
            changed();
            while (true)
                await connection.WaitAsync(ending.Token).ConfigureAwait(false);
        }
    }

    [LoggerMessage(2107, LogLevel.Warning, "changes of the tables are not told at once, only found by looking: {Message}")]
    private partial void LogLost(string message);

    [LoggerMessage(2108, LogLevel.Debug, "notifications of changes are no longer heard")]
    private partial void LogEnded();
}
