using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Errors;

public partial class PermanentErrorsTests
{
    // The function names what a job could not begin for by the id of the error, and what one ended with by JobFailedPermanently.
    [Fact]
    public void The_workflow_tries_no_permanent_error_again_and_every_other()
    {
        var workflow = File.ReadAllText(Path.Combine(Root(), "deploy/terraform/workflow.tf"));
        var listed = Name().Matches(PermanentErrorsOfWorkflow().Match(workflow).Value).Select(match => match.Groups[1].Value);

        Assert.Equal(
            Enum.GetValues<DataLakeError>().Where(error => error.IsPermanent()).Select(error => error.ToString()).Append("JobFailedPermanently").Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));

    [GeneratedRegex(@"permanent_errors = \[[^]]*\]")]
    private static partial Regex PermanentErrorsOfWorkflow();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Name();
}
