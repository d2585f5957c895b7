namespace Relay.Migrations;

/// <summary>The database engines that hold a store.</summary>
public enum Engine
{
    Sqlite, Postgres,
}
