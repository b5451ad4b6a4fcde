namespace DataLakeTools.Core.Verification;

/// <summary>Checks the content of one object.</summary>
internal interface IContentCheck
{
    /// <summary>Reads as far as the check needs; the caller reads the rest.</summary>
    Task RunAsync(Stream content, ObjectFindings findings, CancellationToken cancellationToken);
}
