using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Host.Lambda;

/// <summary>Finds job documents: in the package of the function first, then in the lake.</summary>
/// <param name="package">The folder of the function's package.</param>
/// <param name="reporter">Receives messages of the lake.</param>
internal sealed class JobFinder(string package, IReporter reporter)
{
    /// <summary>The job that an event asks for.</summary>
    /// <param name="asked">The event.</param>
    /// <param name="lake">The lake that the function is of; null where it is of none.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="DataLakeException">There is no such job, or it is not valid.</exception>
    public async Task<FoundJob> FindAsync(JobEvent asked, string? lake, CancellationToken cancellationToken)
    {
        if (asked.Job is not { } name)
        {
            return new FoundJob(LakeJobReader.Parse(asked.Document, "document of the event"), package);
        }

        var path = Path.Combine([package, .. name.Key.Split('/')]);
        if (File.Exists(path))
        {
            return new FoundJob(LakeJobReader.Read(path), Path.GetDirectoryName(path)!);
        }

        return lake is null ? throw Unknown(name, path, "and no lake was named")
            : new FoundJob(await ReadFromLakeAsync(name, path, lake, cancellationToken), package);
    }

    private async Task<LakeJob> ReadFromLakeAsync(JobName name, string path, string lake, CancellationToken cancellationToken)
    {
        await using var store = LakeStore.Open(LakeAddress.Parse(lake), new LakeStoreOptions(), reporter);
        return await LakeJobReader.ReadAsync(store, name.Key, cancellationToken) ?? throw Unknown(name, path, $"and none at '{store.Lake.AddressOf(name.Key)}'");
    }

    private static DataLakeException Unknown(JobName name, string path, string andWhere) => new(
        DataLakeError.InvalidJob,
        $"There is no job '{name}': no document '{path}' {andWhere}.",
        "Check the name, or put the document into one of these places.",
        name.Value);
}
