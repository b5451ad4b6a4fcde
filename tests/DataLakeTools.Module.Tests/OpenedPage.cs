namespace DataLakeTools.Module.Tests;

/// <summary>The page with made-up answers, among them names that mean harm, opened once for all its tests.</summary>
public sealed class OpenedPage : IAsyncLifetime
{
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Findings { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    public async Task InitializeAsync()
    {
        if (PageCheck.Missing is null)
        {
            Findings = await PageCheck.RunAsync(PageCheck.Template);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
