namespace DataLakeTools.TestServers.S3;

/// <summary>The way of a request: logged, signature checked, faults, work, answer.</summary>
internal sealed class Dispatcher(
    Operations operations, SignatureCheck signatures, S3Faults faults, S3RequestLog log, S3Store store, CancellationToken stopping)
{
    private long _numbers;

    public async Task ServeAsync(HttpContext http)
    {
        var request = new S3Request(http, Interlocked.Increment(ref _numbers));
        request.Logged = log.Add(request);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var answer = await AnswerAsync(request, cancellation.Token);
            // Logged before it is written: a test that has its answer finds it in the log.
            request.Logged?.Answer(answer.Status, answer.ErrorCode, log.Elapsed);
            await AnswerWriter.WriteAsync(request, answer, store.Now, cancellation.Token);
        }
        catch (ConnectionDroppedException)
        {
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client went away or the stand-in stops; there is nobody to answer.
            http.Abort();
        }
    }

    private async Task<S3Answer> AnswerAsync(S3Request request, CancellationToken cancellation)
    {
        try
        {
            request.ChunkSignatures = signatures.Verify(request);
        }
        catch (S3ErrorException refused)
        {
            return S3Answer.Error(refused, request.Path);
        }

        if (faults.Take(request) is not { } fault)
        {
            return await operations.DoAsync(request, cancellation);
        }

        if (request.Logged is { } logged)
        {
            logged.Fault = fault.Name;
        }

        var moment = new FaultMoment(request, store, cancellation);
        if (fault.BeforeWork is { } before && await before(moment) is { } instead)
        {
            return instead;
        }

        if (fault.DuringBody is { } during)
        {
            request.Interruption = new(fault.BodyBytes, () => during(moment));
        }

        var answer = await operations.DoAsync(request, cancellation);
        return fault.AfterWork is { } after ? await after(moment, answer) : answer;
    }
}
