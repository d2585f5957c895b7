using System.Reflection;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Relay.Migrations;

/// <summary>Brings a store's schema to <see cref="SchemaVersion.Current"/>. Any number of processes may do so at once: one does it, the others wait.</summary>
public static class Migrator
{
    /// <summary>What <see cref="Apply"/> would do to a store of this version.</summary>
    public static MigrationReport Plan(long version) => new(version, [
        .. from migration in typeof(Migrator).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()).OfType<MigrationAttribute>()
           where migration.Version > version
           orderby migration.Version
           select new MigrationStep(migration.Version, migration.Description ?? "")]);

    /// <param name="engine">The database's.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="version">An earlier one is for tests of what comes after it.</param>
    /// <param name="patience">How long it waits for others; as long as a lease of a worker if nobody says.</param>
    /// <exception cref="TimeoutException">Others were in the way for too long. The message says who.</exception>
    public static MigrationReport Apply(Engine engine, string connectionString, long version = SchemaVersion.Current, Patience? patience = null)
    {
        patience ??= new Patience(Patience.DefaultLimit, _ => { }, TimeProvider.System, CancellationToken.None);
        using IDisposable held = engine == Engine.Sqlite ? SqliteLock.Take(connectionString, patience) : PostgresLock.Take(connectionString, patience);
        // However long a step takes: a table of millions of rows may be rewritten.
        string patient = engine == Engine.Sqlite ? connectionString : new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false, ApplicationName = "urelay migrate" }.ConnectionString;
        while (true)
        {
            try
            {
                return ApplyOnce(engine, patient, version, patience);
            }
            catch (Exception e) when (IsInTheWay(e.GetBaseException()))
            {
                patience.Wait($"a transaction that holds a table: {e.GetBaseException().Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    private static MigrationReport ApplyOnce(Engine engine, string connectionString, long version, Patience patience)
    {
        using ServiceProvider services = new ServiceCollection()
            .AddFluentMigratorCore()
            .AddScoped<IVersionTableMetaData>(_ => new VersionTable(engine))
            .ConfigureRunner(runner => Configure(runner, engine)
                .WithGlobalConnectionString(connectionString)
                .ScanIn(typeof(Migrator).Assembly).For.Migrations())
            // A half-made schema is never seen: all steps are one transaction.
            .Configure<RunnerOptions>(options => options.TransactionPerSession = true)
            .BuildServiceProvider(validateScopes: false);
        using IServiceScope scope = services.CreateScope();
        IMigrationRunner runner = scope.ServiceProvider.GetRequiredService<IMigrationRunner>();
        IVersionLoader versions = scope.ServiceProvider.GetRequiredService<IVersionLoader>();
        long from = versions.VersionInfo.Latest();
        while (OlderWorkers.Describe(engine, connectionString, from, SchemaVersion.Oldest(engine)) is { } older)
            patience.Wait(older);
        IMigrationInfo[] missing = [.. runner.MigrationLoader.LoadMigrations().Values.Where(step => step.Version <= version && !versions.VersionInfo.HasAppliedMigration(step.Version))];
        List<MigrationStep> steps = [];
        using IMigrationScope transaction = runner.BeginScope();
        // Whoever waits for a lock of a table makes all others wait behind it: not for long, and then again.
        if (engine == Engine.Postgres)
            runner.Processor.Execute("SET LOCAL lock_timeout = '2s'");
        foreach (IMigrationInfo step in missing)
        {
            long started = TimeProvider.System.GetTimestamp();
            runner.MigrateUp(step.Version);
            steps.Add(new MigrationStep(step.Version, step.Description, TimeProvider.System.GetElapsedTime(started)));
        }
        transaction.Complete();
        return new MigrationReport(from, steps);
    }

    /// <summary>Somebody holds what is wanted: lock_not_available, deadlock_detected; SQLITE_BUSY.</summary>
    private static bool IsInTheWay(Exception e) => e is PostgresException { SqlState: "55P03" or "40P01" } or SqliteException { SqliteErrorCode: 5 };

    private static IMigrationRunnerBuilder Configure(IMigrationRunnerBuilder runner, Engine engine) =>
        engine == Engine.Sqlite ? runner.AddSQLite() : runner.AddPostgres();
}
