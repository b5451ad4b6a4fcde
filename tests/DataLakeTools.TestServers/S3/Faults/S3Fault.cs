namespace DataLakeTools.TestServers.S3;

/// <summary>
/// Something that goes wrong, before, during or after the work of a request. Strikes once unless told otherwise:
/// <c>S3Fault.SlowDown().Times(3)</c>.
/// </summary>
public sealed record S3Fault
{
    private S3Fault(string name) => Name = name;

    public string Name { get; }

    /// <summary>How often it strikes; null is always.</summary>
    public int? Count { get; private init; } = 1;

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int Skipped { get; private init; }

    public double Probability { get; private init; } = 1;

    internal int Seed { get; private init; }

    /// <summary>Runs before the work; an answer ends the request there.</summary>
    internal Func<FaultMoment, Task<S3Answer?>>? BeforeWork { get; private init; }

    internal long BodyBytes { get; private init; }

    /// <summary>Runs when <see cref="BodyBytes"/> bytes of the body have come.</summary>
    internal Func<FaultMoment, Task>? DuringBody { get; private init; }

    /// <summary>Runs after the work and may change its answer.</summary>
    internal Func<FaultMoment, S3Answer, Task<S3Answer>>? AfterWork { get; private init; }

    public S3Fault Times(int count) => this with { Count = count };

    public S3Fault Always() => this with { Count = null };

    /// <summary>Strikes without limit but only now and then; the seed makes a run repeatable.</summary>
    public S3Fault WithProbability(double probability, int seed) => this with { Probability = probability, Seed = seed, Count = null };

    /// <summary>Lets the first matching requests pass.</summary>
    public S3Fault Skip(int count) => this with { Skipped = count };

    /// <summary>Changes the answer as another fault does too, after this one.</summary>
    public S3Fault And(S3Fault other) => this with
    {
        AfterWork = async (moment, answer) =>
        {
            var changed = AfterWork is null ? answer : await AfterWork(moment, answer);
            return other.AfterWork is null ? changed : await other.AfterWork(moment, changed);
        },
    };

    /// <summary>Answers with an error instead of doing the work. The body is read first, so that the client sees the answer.</summary>
    public static S3Fault Answer(int status, string code, string? message = null, IReadOnlyDictionary<string, string>? headers = null) => new(code)
    {
        BeforeWork = async moment =>
        {
            await BodyReader.DrainAsync(moment.Request, moment.Cancellation);
            return Error(moment, status, code, message).With(headers ?? new Dictionary<string, string>());
        },
    };

    /// <summary>Does the work and then answers an error all the same.</summary>
    public static S3Fault AnswerAfterWork(int status, string code, string? message = null) => new(code + " after the work")
    {
        AfterWork = (moment, _) => Task.FromResult(Error(moment, status, code, message)),
    };

    public static S3Fault InternalError() =>
        Answer(500, "InternalError", "We encountered an internal error. Please try again.");

    public static S3Fault SlowDown() => Answer(503, "SlowDown", "Please reduce your request rate.");

    public static S3Fault AccessDenied() => Answer(403, "AccessDenied", "Access Denied");

    public static S3Fault ExpiredToken() => Answer(400, "ExpiredToken", "The provided token has expired.");

    public static S3Fault RequestTimeout() => Answer(400, "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.");

    public static S3Fault ConditionalRequestConflict() => Answer(409, "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.");

    /// <summary>A status of 200 whose body is an error, as CompleteMultipartUpload may answer.</summary>
    public static S3Fault ErrorInsideOk(
        string code = "InternalError", string message = "We encountered an internal error. Please try again.", bool afterWork = false)
    {
        var fault = new S3Fault(code + " inside 200");
        return afterWork
            ? fault with { AfterWork = (moment, _) => Task.FromResult(Error(moment, 200, code, message)) }
            : fault with
            {
                BeforeWork = async moment =>
                {
                    await BodyReader.DrainAsync(moment.Request, moment.Cancellation);
                    return Error(moment, 200, code, message);
                },
            };
    }

    /// <summary>Does the work and tells it in other words.</summary>
    /// <param name="change">Makes the text that is sent out of the document that would be.</param>
    public static S3Fault OtherWords(Func<string, string> change) => new("Other words")
    {
        AfterWork = (_, answer) => Task.FromResult(new S3Answer
        {
            Status = answer.Status,
            Headers = answer.Headers,
            Verbatim = System.Text.Encoding.UTF8.GetBytes(change(answer.Document?.ToString() ?? string.Empty)),
        }),
    };

    /// <summary>Resets the connection, at once or when so many bytes of the body have come.</summary>
    public static S3Fault Reset(long afterBodyBytes = 0) => afterBodyBytes == 0
        ? new("Reset") { BeforeWork = moment => throw moment.Drop() }
        : new($"Reset after {afterBodyBytes} bytes") { BodyBytes = afterBodyBytes, DuringBody = moment => throw moment.Drop() };

    /// <summary>Does the work and resets the connection instead of answering.</summary>
    public static S3Fault LoseAnswer() => new("Answer lost") { AfterWork = (moment, _) => throw moment.Drop() };

    /// <summary>Does nothing for a time before it goes on; without a time it never answers.</summary>
    public static S3Fault Stall(TimeSpan? time = null) => new("Stall")
    {
        BeforeWork = async moment =>
        {
            await Task.Delay(time ?? Timeout.InfiniteTimeSpan, moment.Cancellation);
            return null;
        },
    };

    /// <summary>Stops reading in the middle of the body.</summary>
    public static S3Fault StallAfterBodyBytes(long bytes, TimeSpan? time = null) => new($"Stall after {bytes} bytes")
    {
        BodyBytes = bytes,
        DuringBody = moment => Task.Delay(time ?? Timeout.InfiniteTimeSpan, moment.Cancellation),
    };

    /// <summary>Does the work and answers only after a time; without a time it never answers.</summary>
    public static S3Fault StallAfterWork(TimeSpan? time = null) => new("Stall after the work")
    {
        AfterWork = async (moment, answer) =>
        {
            await Task.Delay(time ?? Timeout.InfiniteTimeSpan, moment.Cancellation);
            return answer;
        },
    };

    /// <summary>Stores rightly but tells a wrong checksum.</summary>
    public static S3Fault WrongChecksum() => new("Wrong checksum")
    {
        AfterWork = (_, answer) => Task.FromResult(ChecksumFalsifier.Falsify(answer)),
    };

    /// <summary>Stores rightly and tells a checksum of the parts' checksums in place of that of the whole.</summary>
    public static S3Fault ChecksumOfParts() => new("Checksum of parts")
    {
        AfterWork = (_, answer) => Task.FromResult(ChecksumFalsifier.OfParts(answer)),
    };

    /// <summary>Lists every part twice.</summary>
    public static S3Fault PartsTwice() => new("Parts twice")
    {
        AfterWork = (_, answer) =>
        {
            foreach (var part in answer.Document?.Descendants().Where(element => element.Name.LocalName == "Part").ToList() ?? [])
            {
                part.AddAfterSelf(new System.Xml.Linq.XElement(part));
            }

            return Task.FromResult(answer);
        },
    };

    /// <summary>Turns a bit of what it stored and tells another checksum, as a server would whose memory is bad.</summary>
    /// <param name="version">The version that it says it wrote; none as in a bucket without versions.</param>
    public static S3Fault CorruptTold(string? version = null) => new("Corrupt and told")
    {
        AfterWork = async (moment, answer) =>
            ChecksumFalsifier.Falsify(await StoredDamage.Corrupt(moment, answer)).With("x-amz-version-id", version),
    };

    /// <summary>Answers a read with a bit turned of what it has.</summary>
    public static S3Fault CorruptRead() => new("Corrupt read")
    {
        AfterWork = (_, answer) => Task.FromResult(new S3Answer
        {
            Status = answer.Status,
            Headers = answer.Headers,
            Document = answer.Document,
            Body = answer.Body?.Corrupted(),
            BodyFrom = answer.BodyFrom,
            BodyLength = answer.BodyLength,
        }),
    };

    /// <summary>Stores an object with a bit turned that it received so, as far as it knows; the ETag is of what it has.</summary>
    public static S3Fault CorruptOnTheWay() => new("Corrupt on the way") { AfterWork = StoredDamage.CorruptOnTheWay };

    /// <summary>Answers rightly but turns a bit of what it stored.</summary>
    public static S3Fault CorruptStored() => new("Corrupt") { AfterWork = StoredDamage.Corrupt };

    /// <summary>Answers a request for a range with the whole object, as servers do that know no ranges.</summary>
    public static S3Fault IgnoreRange() => Before("Range ignored", moment => moment.Request.Http.Request.Headers.Remove("Range"));

    /// <summary>Does the work whatever the condition under which it was asked for.</summary>
    /// <param name="ended">Called when the server is done with the answer: it is sent, or the client has closed the connection.</param>
    public static S3Fault IgnoreCondition(Action? ended = null) => Before("Condition ignored", moment =>
    {
        moment.Request.Http.Response.OnCompleted(() =>
        {
            ended?.Invoke();
            return Task.CompletedTask;
        });
        moment.Request.Http.Request.Headers.Remove("If-None-Match");
        moment.Request.Http.Request.Headers.Remove("If-Match");
    });

    /// <summary>Does the work and gives a header of its answer another value, or none.</summary>
    public static S3Fault OtherHeader(string name, string? value) => new($"Other {name}")
    {
        AfterWork = (_, answer) =>
        {
            answer.Headers.RemoveAll(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase));
            return Task.FromResult(answer.With(name, value));
        },
    };

    /// <summary>Does the work and tells no checksum, as servers do that know none.</summary>
    public static S3Fault WithoutChecksums() => new("Without checksums") { AfterWork = (_, answer) => Task.FromResult(ChecksumFalsifier.Remove(answer)) };

    /// <summary>Answers 200 with a page instead of doing the work, as a portal does that wants somebody to sign in.</summary>
    public static S3Fault Portal() => new("Portal")
    {
        BeforeWork = async moment =>
        {
            await BodyReader.DrainAsync(moment.Request, moment.Cancellation);
            return new S3Answer { Verbatim = "<html><body>Sign in to the network</body></html>"u8.ToArray() }.With("x-amz-request-id", string.Empty);
        },
    };

    public static S3Fault DeleteBucket() => Before("Bucket deleted", StoredDamage.DeleteBucket);

    public static S3Fault DeleteUpload() => Before("Upload deleted", StoredDamage.DeleteUpload);

    public static S3Fault DeletePart(int number) =>
        Before($"Part {number} deleted", moment => StoredDamage.DeletePart(moment, number));

    /// <summary>Runs a test's own code before the work: to wait for something, or to do what another client would.</summary>
    public static S3Fault Before(string name, Func<S3Request, CancellationToken, Task> act) => new(name)
    {
        BeforeWork = async moment =>
        {
            await act(moment.Request, moment.Cancellation);
            return null;
        },
    };

    /// <summary>Runs a test's own code after the work and before the answer.</summary>
    public static S3Fault After(string name, Func<S3Request, CancellationToken, Task> act) => new(name)
    {
        AfterWork = async (moment, answer) =>
        {
            await act(moment.Request, moment.Cancellation);
            return answer;
        },
    };

    private static S3Fault Before(string name, Action<FaultMoment> act) => new(name)
    {
        BeforeWork = moment =>
        {
            act(moment);
            return Task.FromResult<S3Answer?>(null);
        },
    };

    private static S3Answer Error(FaultMoment moment, int status, string code, string? message) =>
        S3Answer.Error(new S3ErrorException(status, code, message ?? code), moment.Request.Path);
}
