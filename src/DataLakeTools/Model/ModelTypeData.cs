using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DataLakeTools;

/// <summary>
/// What PowerShell is told of the objects that the cmdlets give, beside their views in the format file. Not a types
/// file: one of another place in the same session, as after an update, makes PowerShell refuse the whole import ("The
/// member is already present"). Not a script: to compile one and to load the module of Update-TypeData takes longer than
/// all the rest of the import.
/// </summary>
internal static class ModelTypeData
{
    private const string Models = "DataLakeTools.";
    private const string Cmdlet = "Microsoft.PowerShell.Commands.UpdateTypeDataCommand, Microsoft.PowerShell.Commands.Utility";

    // What is shown where PowerShell takes no view: behind objects of another type, as in a script. Everything is there
    // with Format-List *.
    private static readonly (string Type, string[] Properties)[] Shown =
    [
        ("Receipt", ["Status", "Lake", "Key", "Source", "Rows", "Records", "Size", "Checksum", "Verified", "BytesSent", "Duration"]),
        ("LakeObject", ["Lake", "Key", "Size", "LastModified", "ETag"]),
        ("CsvReport", ["Path", "IsValid", "Rows", "Columns", "Delimiter", "LineEnding", "Encoding", "Size", "ProblemCount", "Problems"]),
        ("LakeUpload", ["Lake", "Key", "Started", "Age", "Parts", "Size", "Removed"]),
        ("LakeJobFinding", ["Document", "Severity", "JsonPath", "Problem", "Expected", "Recommendation"]),
        ("LakeJobReport", ["Job", "RunId", "Status", "Lake", "Started", "Duration", "Files", "Records", "Rows", "Bytes", "NextStep", "Address"]),
        ("LakeStepReport", ["Step", "Status", "Reason", "Files", "Records", "Rows", "Bytes", "Requests", "Failures", "Duration"]),
    ];

    // Jobs and remoting keep these with what the objects in them hold.
    private static readonly string[] Deep = ["CsvReport", "LakeJobReport"];

    // Words stay words on the way, so that a comparison with one is true there, too.
    private static readonly string[] Words =
    [
        "CsvLineEnding", "CsvProblemKind", "CsvQuoting", "DataLakeError", "EnvironmentAction", "LakeCreationStatus", "LakeFindingKind", "LakeJobSeverity",
        "LakeJobStatus", "LakeStepStatus", "ReceiptStatus",
    ];

    /// <summary>Updates the runspace of this thread, if it has one.</summary>
    public static void Update()
    {
        if (Runspace.DefaultRunspace is null)
        {
            return;
        }

        // Set here, so that $WhatIfPreference, $ConfirmPreference and $VerbosePreference of the session do not apply.
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(new CmdletInfo("Update-TypeData", Type.GetType(Cmdlet, throwOnError: true)))
            .AddParameter("TypeData", All().ToArray())
            .AddParameter("Force")
            .AddParameter("WhatIf", false)
            .AddParameter("Confirm", false)
            .AddParameter("Verbose", false)
            .AddParameter("ErrorAction", ActionPreference.Stop)
            .Invoke();
    }

    private static IEnumerable<TypeData> All()
    {
        foreach (var (type, properties) in Shown)
        {
            yield return new TypeData(Models + type) { DefaultDisplayPropertySet = new PropertySetData(properties) };
            yield return new TypeData("Deserialized." + Models + type) { DefaultDisplayPropertySet = new PropertySetData(properties) };
        }

        foreach (var type in Deep)
        {
            yield return new TypeData(Models + type) { SerializationDepth = 2 };
        }

        foreach (var type in Words)
        {
            yield return new TypeData(Models + type) { SerializationMethod = "String" };
        }
    }
}
