using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Puts reports into the lake, beside the data and never among it.</summary>
internal sealed class LakeJobReportStore(ILakeStore store)
{
    /// <summary>Where all reports are.</summary>
    public const string Prefix = "reports";

    /// <summary>The key of a report: by the moment when the run began, in UTC, so that they stand in their order.</summary>
    public static string KeyOf(LakeJobReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}/{report.Job}/{report.Started:yyyy/MM/dd/HHmmss}-{report.RunId}.json");

    /// <summary>Writes a report.</summary>
    /// <returns>The report, knowing where it is.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ReportNotWritten"/>.</exception>
    public async Task<LakeJobReport> WriteAsync(LakeJobReport report, CancellationToken cancellationToken)
    {
        var key = KeyOf(report);
        try
        {
            await LakeDocument.WriteAsync(store, key, LakeJobReportJson.Write(report), WriteCondition.NothingThere, cancellationToken).ConfigureAwait(false);
            return report with { Address = store.Lake.AddressOf(key) };
        }
        catch (DataLakeException exception)
        {
            throw new DataLakeException(
                DataLakeError.ReportNotWritten,
                $"The report of the run could not be written: {exception.Message}",
                exception.Advice,
                store.Lake.AddressOf(key),
                exception);
        }
    }

    /// <summary>There was no time for it.</summary>
    public static DataLakeException Late(LakeJobReport report, LakeAddress lake, TimeSpan time, Exception cause) => new(
        DataLakeError.ReportNotWritten,
        string.Create(CultureInfo.InvariantCulture, $"The report of the run could not be written within {time.TotalSeconds:0.#} seconds."),
        "Look whether the lake can be reached; give the run more time.",
        lake.AddressOf(KeyOf(report)),
        cause);
}
