using System.Net;

namespace DataLakeTools.TestServers.S3;

/// <summary>How one stand-in behaves. The defaults are a lenient us-east-1 without buckets.</summary>
public sealed record S3StandInOptions
{
    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Answers over HTTPS with a certificate made at start; see <see cref="S3StandIn.Certificate"/>.</summary>
    public bool UseHttps { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Keeps sizes only and computes nothing, so that a benchmark measures the client.</summary>
    public bool Discard { get; init; }

    /// <summary>
    /// Computes and checks what S3 does of every body (its MD5, the checksum that its sender claims) and forgets the
    /// bytes, so that a benchmark meets the work of a server and not its memory.
    /// </summary>
    public bool Forget { get; init; }

    public bool LogRequests { get; init; } = true;

    /// <summary>Buckets that exist from the start.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [];

    /// <summary>Buckets of somebody else: HEAD answers 403, creating answers 409 BucketAlreadyExists.</summary>
    public IReadOnlySet<string> BucketsOfOthers { get; init; } = new HashSet<string>();

    /// <summary>Buckets of ours that the caller may not touch: 403 for everything.</summary>
    public IReadOnlySet<string> ForbiddenBuckets { get; init; } = new HashSet<string>();

    /// <summary>Buckets of ours in another region (name to region): 301 with x-amz-bucket-region.</summary>
    public IReadOnlyDictionary<string, string> BucketsElsewhere { get; init; } = new Dictionary<string, string>();

    /// <summary>S3 does this for each new bucket since April 2023; older buckets and other stores do not.</summary>
    public bool NewBucketsBlockPublicAccess { get; init; } = true;

    /// <summary>When there is one, each request must carry a right Signature Version 4.</summary>
    public IReadOnlyList<S3Credential> Credentials { get; init; } = [];

    /// <summary>Lets unsigned requests in although credentials are configured.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Smallest part that is not the last. S3 has 5 MiB; tests lower it to stay small.</summary>
    public long MinimumPartSize { get; init; } = 5 * 1024 * 1024;

    /// <summary>Largest body of one PUT.</summary>
    public long MaximumPutSize { get; init; } = 5L * 1024 * 1024 * 1024;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
