namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>A file that was about to be written.</summary>
internal sealed record PendingDocument(byte[] Sha256, long Bytes, TitleIdsDocument Titles);
