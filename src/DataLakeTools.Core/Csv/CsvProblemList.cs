namespace DataLakeTools.Core.Csv;

/// <summary>
/// Counts problems and keeps the first ones in file order: by line, then by byte, then by kind.
/// The result does not depend on the order in which problems are added, nor on how the file was split into buffers.
/// </summary>
internal sealed class CsvProblemList(int capacity)
{
    private readonly List<(long Offset, CsvProblem Problem)> _kept = [];
    private readonly HashSet<CsvProblemKind> _kinds = [];

    public long Count { get; private set; }

    public int Capacity => capacity;

    /// <summary>The kinds of all problems, also of those that are not kept.</summary>
    public IReadOnlySet<CsvProblemKind> Kinds => _kinds;

    /// <summary>Counts a problem. True if it is among the first ones and should be described and kept.</summary>
    public bool CountAndAskToKeep(CsvProblemKind kind, long line, long offset)
    {
        Count++;
        _kinds.Add(kind);
        if (_kept.Count < capacity)
        {
            return true;
        }

        return capacity > 0 && Compare(line, offset, kind, _kept[^1]) < 0;
    }

    public void Keep(CsvProblem problem, long offset)
    {
        var index = _kept.Count;
        while (index > 0 && Compare(problem.Line, offset, problem.Kind, _kept[index - 1]) < 0)
        {
            index--;
        }

        _kept.Insert(index, (offset, problem));
        if (_kept.Count > capacity)
        {
            _kept.RemoveAt(capacity);
        }
    }

    public IReadOnlyList<CsvProblem> ToList() => Array.ConvertAll(_kept.ToArray(), kept => kept.Problem);

    private static int Compare(long line, long offset, CsvProblemKind kind, (long Offset, CsvProblem Problem) other)
    {
        var order = line.CompareTo(other.Problem.Line);
        if (order == 0)
        {
            order = offset.CompareTo(other.Offset);
        }

        return order != 0 ? order : kind.CompareTo(other.Problem.Kind);
    }
}
