using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DataLakeTools;

/// <summary>
/// Type data of the objects that the cmdlets write, in addition to the views of the format file. Not in a types file, because
/// importing the module from a second place in one session, as after an update, would fail ("The member is already present").
/// Not in a script, because compiling it and loading the module of Update-TypeData takes longer than the rest of the import.
/// </summary>
internal static class ModelTypeData
{
    private const string Models = "DataLakeTools.";
    private const string Cmdlet = "Microsoft.PowerShell.Commands.UpdateTypeDataCommand, Microsoft.PowerShell.Commands.Utility";

    // What is shown where PowerShell uses no view: after objects of another type. Format-List * shows all.
    // A type a line, in one text: an array of arrays is code that is compiled for each import.
    private const string Shown = """
        Receipt Status Lake Key Source Rows Records Size Checksum Verified BytesSent Duration
        LakeObject Lake Key Size LastModified ETag
        CsvReport Path IsValid Rows Columns Delimiter LineEnding Encoding Size ProblemCount Problems
        LakeUpload Lake Key Started Age Parts Size Removed
        LakeJobFinding Document Severity JsonPath Problem Expected Recommendation
        LakeJobReport Job RunId Status Lake Started Duration Files Records Rows Bytes WhatNext Address
        LakeJobPlan Job Lake Steps Files Bytes Requests Duration LakeRequests Cost
        LakeStepPlan Step Keys Files Bytes Requests Duration LakeRequests Cost Note
        LakeSummary Lake Origin Format Specification Date Files Records Bytes Newest
        SavedObject Status Lake Key Path Size BytesKept Duration
        LakeStepReport Step Status Reason Files Records Rows Bytes Requests Failures Duration
        SkippedStep Step Reason Status
        LakeTableBuild Table Status Rows RejectedRows Reason
        LakeTable Lake Layer Table Date Grain Rows RejectedRows Size Built TestsPassed TestsFailed
        LakeRowTrace Table Key Lake RawKey Line Record Offset Text
        """;

    // PowerShell jobs and remoting serialize these with the objects that they contain.
    private static readonly string[] Deep = ["CsvReport", "LakeJobPlan", "LakeJobReport", "LakeTable", "LakeTableBuild"];

    // Serialized as text, so that a comparison with a name is also true behind a job.
    private static readonly string[] Words =
    [
        "CsvLineEnding", "CsvProblemKind", "CsvQuoting", "DataLakeError", "EnvironmentAction", "LakeCreationStatus", "LakeFindingKind", "LakeJobSeverity",
        "LakeJobStatus", "LakeStepStatus", "ReceiptStatus", "SavedObjectStatus", "TableBuildStatus", "TableLayer",
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
        foreach (var line in Shown.Split('\n', StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ');
            var (type, properties) = (words[0], words[1..]);
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
