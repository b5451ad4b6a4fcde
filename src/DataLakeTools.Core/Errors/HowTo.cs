namespace DataLakeTools.Core.Errors;

/// <summary>Something to do that <see cref="Advice"/> speaks of, and that one host has a command for and another has not.</summary>
public enum HowTo
{
    /// <summary>Making a lake.</summary>
    CreateLake,

    /// <summary>Listing what a lake holds.</summary>
    ListObjects,

    /// <summary>Removing uploads that were begun and abandoned.</summary>
    RemoveUploads,

    /// <summary>Reading variables from a .env file.</summary>
    ReadEnvironmentFile,

    /// <summary>Checking a CSV file.</summary>
    CheckCsv,

    /// <summary>Sending a CSV file.</summary>
    SendCsv,

    /// <summary>Writing records in batches.</summary>
    WriteBatches,

    /// <summary>Installing the engine that makes and reads tables.</summary>
    InstallEngine,

    /// <summary>Making tables.</summary>
    BuildTables,

    /// <summary>Listing tables and their columns.</summary>
    ListTables,
}
