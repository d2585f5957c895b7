using Relay.Migrations;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Store.Sql;

namespace Relay.Store;

/// <summary>How a process opens the store.</summary>
public sealed record StoreOptions
{
    /// <summary>The environment variable that names the store where no option does.</summary>
    public const string EnvironmentVariable = "URELAY_STORE";

    /// <summary>The environment variable that names a file with the location instead (<see cref="StoreFile"/>).</summary>
    public const string FileEnvironmentVariable = "URELAY_STORE_FILE";

    /// <summary>A file path (SQLite), <c>postgres://user:password@host:port/database</c>, or an ADO.NET connection string.</summary>
    public required string Location { get; init; }

    /// <summary>The file that <see cref="Location"/> was read from, if any.</summary>
    public string? LocationFile { get; init; }

    /// <summary>Names the process in <c>worker.name</c> or <c>dns_backend.name</c>. Default: the machine's name.</summary>
    public string WorkerName { get; init; } = Environment.MachineName;

    /// <summary>How often the tables are looked at for changes of which nothing was heard. Default: 1 s on SQLite, 250 ms on PostgreSQL.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Reads <see cref="Location"/>, and asks no database.</summary>
    /// <exception cref="StoreUnavailableException">It names none.</exception>
    public void CheckLocation() => _ = StoreLocation.Parse(Location);

    /// <summary>True for a file of SQLite's.</summary>
    /// <exception cref="StoreUnavailableException">The location cannot be read.</exception>
    public bool IsEmbedded => StoreLocation.Parse(Location).Engine == Engine.Sqlite;

    /// <summary>The file of an embedded store.</summary>
    public string FilePath => StoreLocation.Parse(Location).Path;

    /// <summary>The store in messages: without a password.</summary>
    /// <exception cref="StoreUnavailableException">The location cannot be read.</exception>
    public string Name => StoreLocation.Parse(Location).Name;

    /// <summary>The file with the password of a PostgreSQL store (libpq's format), if one was named.</summary>
    public string? PasswordFile => IsEmbedded ? null : PostgresLocation.PasswordFileOf(Location);

    /// <summary>Environment variables that the password of the store, or where it is, may come from.</summary>
    public IReadOnlyList<string> SecretVariables => IsEmbedded ? [] : PostgresLocation.SecretVariables;

    /// <summary>The file of this user beside an embedded store that holds the highest phantom id.</summary>
    public string IdFile => IdMark.OwnFile(IdFilePath(FilePath));

    /// <summary>Whether flows are recorded. Default true. Without, a worker has no journal, and leaves those of dead workers to the next that has.</summary>
    public bool Audit { get; init; } = true;

    /// <summary>Where the journals of this machine's workers lie. Default: <c>STORE.journal</c> beside an SQLite file; a worker on PostgreSQL must name one.</summary>
    public string? JournalDirectory { get; init; }

    /// <summary>That directory.</summary>
    /// <exception cref="StoreUnavailableException">A PostgreSQL store has no place of its own on this machine, and none was named.</exception>
    public string JournalRoot => JournalDirectory ?? (IsEmbedded
        ? FilePath + ".journal"
        : throw new StoreUnavailableException("the audit journal of a PostgreSQL store needs a directory on this machine: name one with --journal"));

    /// <summary>The size at which a journal is full, in bytes. Default 256 MiB.</summary>
    public long JournalLimit { get; init; } = 256L << 20;

    /// <summary>What becomes of new flows when the journal is full. Default: they are refused.</summary>
    public JournalFull JournalFull { get; init; }

    /// <summary>How clients are named in the audit. Default: by their addresses.</summary>
    public ClientForm AuditClients { get; init; }

    /// <summary>The file with the key of hashed addresses, 16 bytes or more, readable by its owner alone; the same for all workers of a store.</summary>
    public string? AuditKeyFile { get; init; }

    /// <summary>How much of the names that clients ask for is in the audit. Default: all.</summary>
    public DomainForm AuditDomains { get; init; }

    /// <summary>How many days audit rows are kept. Default (null): until somebody deletes them.</summary>
    public int? AuditDays { get; init; }

    /// <summary>
    /// Where the highest phantom id that was seen is kept, for a PostgreSQL store. Default: nowhere but in memory. That of an SQLite store lies beside its file.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>How many names get a phantom, and for how long.</summary>
    public PhantomOptions Phantoms { get; init; } = new();

    /// <summary>How many phantoms each direction of the cache holds. Default 1,000,000.</summary>
    public int PhantomCacheSize { get; init; } = 1_000_000;

    /// <summary>Without the user's name, which follows.</summary>
    internal static string IdFilePath(string store) => store + ".ids";
}
