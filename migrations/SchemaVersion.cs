namespace Relay.Migrations;

/// <summary>The version of the schema that this build needs: that of its newest migration.</summary>
public static class SchemaVersion
{
    public const long Current = 0;
}
