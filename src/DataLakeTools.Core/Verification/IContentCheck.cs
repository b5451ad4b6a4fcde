namespace DataLakeTools.Core.Verification;

/// <summary>Looks at the content of one object while it is read.</summary>
internal interface IContentCheck
{
    /// <summary>Reads as far as the check needs; what is left is read by the caller.</summary>
    Task RunAsync(Stream content, ObjectFindings findings, CancellationToken cancellationToken);
}
