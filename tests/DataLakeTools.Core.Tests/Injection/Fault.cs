using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Injection;

/// <summary>Throws an exception at one of the calls that pass it, counted from 1, and counts them.</summary>
internal sealed class Fault(int at, Func<Exception>? make)
{
    /// <summary>What the platform, the SDK and the program itself throw, one of a kind.</summary>
    public static readonly IReadOnlyList<Func<Exception>> Kinds =
    [
        () => new IOException("The disk is gone."),
        () => new UnauthorizedAccessException("Not for you."),
        () => new FileNotFoundException("It was there."),
        () => new HttpRequestException("The line is dead."),
        () => new SocketException((int)SocketError.ConnectionReset),
        () => new AuthenticationException("TLS is broken."),
        () => new TimeoutException("Too late."),
        () => new TaskCanceledException("Nobody has stopped it."),
        () => new ObjectDisposedException("handler"),
        () => new InvalidOperationException("It is in another state."),
        () => new NotSupportedException("It cannot do that."),
        () => new ArgumentException("It is not what it wants."),
        () => new FormatException("It has another form."),
        () => new OverflowException("It is too large."),
        () => new InvalidDataException("It is packed and damaged."),
        () => new XmlException("It is no XML."),
        () => new JsonException("It is no JSON."),
        () => new CryptographicException("The key is none."),
        () => new Win32Exception(5),
        () => new AggregateException(new IOException("One of several.")),
        () => new KeyNotFoundException("Something is missing."),
        () => new ArithmeticException("It does not add up."),
        () => new AmazonServiceException("The service failed."),
        () => new AmazonClientException("The SDK failed."),
        () => new DataLakeException(DataLakeError.LakeUnavailable, "The lake is gone.", "Wait.", target: null),
    ];

    /// <summary>What sockets, TLS and HTTP throw.</summary>
    public static readonly IReadOnlyList<Func<Exception>> KindsOfSockets =
        [.. Kinds.Where(make => make() is HttpRequestException or SystemException)];

    private int _calls;

    /// <summary>Never throws, and counts.</summary>
    public static Fault None => new(0, make: null);

    public int Calls => _calls;

    /// <summary>Whether it has thrown.</summary>
    public bool HasStruck => make is not null && _calls >= at;

    public void Pass()
    {
        if (Interlocked.Increment(ref _calls) == at && make is not null)
        {
            throw make();
        }
    }

    public override string ToString() => $"{make?.Invoke().GetType().Name} at call {at}";
}
