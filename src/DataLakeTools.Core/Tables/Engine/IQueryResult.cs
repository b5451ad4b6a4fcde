namespace DataLakeTools.Core.Tables.Engine;

/// <summary>The rows that a query returns.</summary>
public interface IQueryResult : IAsyncDisposable
{
    /// <summary>The columns.</summary>
    IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>
    /// The rows: a value a column, null for a missing one. Text, numbers and <see cref="bool"/> as such, a day as
    /// <see cref="DateOnly"/>, a list as an array, named fields as a dictionary.
    /// </summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<object?[]> RowsAsync(CancellationToken cancellationToken);
}
