using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Logging;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Host.Commands;

/// <summary>Tests a lake and prints what is wrong with it.</summary>
/// <param name="options">The options of the command line.</param>
internal sealed class TestCommand(TestOptions options)
{
    private readonly Dictionary<string, (ILakeStore Store, LakeVerifier Verifier)> _lakes = new(StringComparer.Ordinal);
    private readonly ResultOutput _output = ResultOutput.OfProcess();
    private readonly ILog _log = Log.Open(LogFormat.Text, options.Verbose, TimeProvider.System, new TestAdviceWords());

    /// <summary>Tests it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var signals = new StopSignals(cancellationToken);
        try
        {
            if (options.EnvironmentFile is not null)
            {
                EnvironmentFile.Apply(EnvironmentFile.Read(Path.GetFullPath(options.EnvironmentFile)));
            }

            return await RunToEndAsync(signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            _log.Write(new LogEntry(LogLevel.Warn, "Interrupted. Of what was not reported above nothing is known."));
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, signals.Token))
        {
            var failure = WorkFailure.Of(exception);
            _log.Write(LogEntry.Of(failure));
            return ExitCode.Of(failure.Error);
        }
        finally
        {
            foreach (var (store, _) in _lakes.Values)
            {
                await store.DisposeAsync();
            }
        }
    }

    private async Task<int> RunToEndAsync(CancellationToken cancellationToken)
    {
        long tested = 0, findings = 0, errors = 0;
        var verdicts = options.Receipts is null
            ? VerifierOf(lake: null).TestAsync(options.Query, cancellationToken)
            : LakeVerifier.TestAllAsync(ReceiptsAsync(options.Receipts, cancellationToken), options.Verifier.ThrottleLimit, cancellationToken);
        await foreach (var verdict in verdicts)
        {
            tested++;
            foreach (var finding in verdict.Findings)
            {
                findings++;
                await _output.WriteLineAsync(finding.ToString(), cancellationToken);
            }

            if (verdict.Error is { } error)
            {
                errors++;
                _log.Write(LogEntry.Of(error));
            }
        }

        await _output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Count.Of(tested, "object")} tested, {Count.Of(findings, "finding")}, {errors:N0} failed"), cancellationToken);
        return findings + errors == 0 && _output.Failure is null ? ExitCode.Success : ExitCode.Failed;
    }

    private async IAsyncEnumerable<(LakeVerifier Verifier, LakeExpectation Expected)> ReceiptsAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (lake, expected) in new ReceiptFile(Path.GetFullPath(file)).ReadAsync(cancellationToken))
        {
            yield return (VerifierOf(lake), expected);
        }
    }

    // The command line overrides the receipt.
    private LakeVerifier VerifierOf(string? lake)
    {
        var address = LakeAddress.Parse(options.Lake ?? lake ?? Environment.GetEnvironmentVariable(LakeAddress.Variable) ?? string.Empty, Environment.CurrentDirectory);
        if (!_lakes.TryGetValue(address.ToString(), out var open))
        {
            var reporter = new LogReporter(_log);
            var store = LakeStore.Open(address, Terminal.StoreOptionsWithMfaPrompt with { ThrottleLimit = options.Verifier.ThrottleLimit }, reporter);
            open = (store, new LakeVerifier(store, options.Verifier, reporter));
            _lakes[address.ToString()] = open;
        }

        return open.Verifier;
    }
}
