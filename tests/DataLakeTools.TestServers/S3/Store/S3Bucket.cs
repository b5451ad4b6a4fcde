using System.Collections.Concurrent;

namespace DataLakeTools.TestServers.S3;

/// <summary>A bucket, its objects, and the documents of its sub-resources as they were sent.</summary>
public sealed class S3Bucket
{
    private readonly ConcurrentDictionary<string, S3Object> _objects = new();
    private readonly ConcurrentDictionary<string, S3Upload> _uploads = new();
    private readonly ConcurrentDictionary<string, string> _documents = new();

    internal S3Bucket(string name, DateTimeOffset created)
    {
        Name = name;
        Created = created;
    }

    public string Name { get; }

    public DateTimeOffset Created { get; }

    public IReadOnlyDictionary<string, S3Object> Objects => _objects;

    public IReadOnlyCollection<S3Upload> OpenUploads => [.. _uploads.Values.OrderBy(upload => upload.Initiated)];

    /// <summary>By sub-resource: <c>publicAccessBlock</c>, <c>encryption</c>, <c>policy</c>, <c>versioning</c> and others.</summary>
    public IReadOnlyDictionary<string, string> Documents => _documents;

    /// <summary>Held while a condition is checked and the object written, so that two writers cannot both find it absent.</summary>
    internal Lock Gate { get; } = new();

    internal ConcurrentDictionary<string, S3Object> ObjectTable => _objects;

    internal ConcurrentDictionary<string, S3Upload> UploadTable => _uploads;

    internal ConcurrentDictionary<string, string> DocumentTable => _documents;
}
