using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Host;

/// <summary>Counts what a run did.</summary>
/// <param name="words">What advice calls settings and tasks.</param>
/// <param name="mostErrors">How many errors are kept; further ones are only counted.</param>
internal sealed class RunTally(AdviceWords words, int mostErrors)
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<RunError> _errors = [];
    private int _permanent;

    /// <summary>How many writes ended in which way.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>How many results were errors.</summary>
    public int Failed { get; private set; }

    /// <summary>Whether all that failed fails again however often it is tried.</summary>
    public bool IsPermanent => Failed > 0 && Failed == _permanent && Unproved == 0;

    /// <summary>How many files were sent without a proof that the lake has their bytes.</summary>
    public int Unproved => _counts.GetValueOrDefault(nameof(ReceiptStatus.Unproved));

    /// <summary>How many steps were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>The size of the files that were written or were there already, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many bytes were sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>How many records were written or were there already.</summary>
    public long Records { get; private set; }

    /// <summary>The errors, or the first of them where there are more than are kept.</summary>
    public IReadOnlyList<RunError> Errors => _errors;

    /// <summary>Counts a result.</summary>
    /// <param name="result">The result.</param>
    public void Add(LakeJobEvent result)
    {
        if (result.Skipped is not null)
        {
            Skipped++;
        }
        else if (result.Error is { } error)
        {
            Add(error, result.Step is { Length: > 0 } step ? step : null);
        }
        else if (result.Receipt is { } receipt)
        {
            var status = receipt.Status.ToString();
            _counts[status] = _counts.GetValueOrDefault(status) + 1;
            Bytes += receipt.Size;
            BytesSent += receipt.BytesSent;
            Records += receipt.Records ?? 0;
        }
    }

    /// <summary>Counts an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="step">The step that failed, if one did.</param>
    public void Add(DataLakeException error, string? step)
    {
        Failed++;
        _permanent += error.Error.IsPermanent() ? 1 : 0;
        if (_errors.Count < mostErrors)
        {
            _errors.Add(new RunError(
                step, error.Error.ToString(), error.Message, error.Target is { } target ? Convert.ToString(target, CultureInfo.InvariantCulture) : null, error.Advice.ToText(words)));
        }
    }

    /// <summary>All of it in a line.</summary>
    public override string ToString()
    {
        var counts = string.Join(", ", _counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key}")));
        var skipped = Skipped > 0 ? $", {Count.Of(Skipped, "step")} skipped" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(counts.Length == 0 ? "0 files" : counts)}, {Failed} failed{skipped}; {Count.Of(BytesSent, "byte")} sent");
    }
}
