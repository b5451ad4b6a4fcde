using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Lists the tables of a lake, with their columns.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeTable")]
[OutputType(typeof(LakeTable))]
public sealed class GetLakeTableCommand : TableCommand
{
    /// <summary>The names of the tables, with wildcards; all when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] Table { get; set; } = ["*"];

    /// <summary>The layer; both when left out.</summary>
    [Parameter]
    [ValidateSet(nameof(TableLayer.Trusted), nameof(TableLayer.Refined))]
    public string? Layer { get; set; }

    /// <summary>The day as of which tables are listed; the newest when left out.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(TableDayCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>Lists the tables.</summary>
    protected override void ProcessRecord()
    {
        var catalogue = new TableCatalogue(Store, LoadModel(), TimeProvider.System);
        var patterns = Table.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        var found = new bool[patterns.Count];
        DateOnly? day = Date is { } date ? DateOnly.FromDateTime(date) : null;
        var language = CultureInfo.CurrentUICulture.Name;
        Begin(List);

        async IAsyncEnumerable<object> List([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var table in catalogue.ListAsync(day, language, cancellationToken).ConfigureAwait(false))
            {
                var matches = patterns.Select(pattern => pattern.IsMatch(table.Table)).ToList();
                for (var index = 0; index < found.Length; index++)
                {
                    found[index] |= matches[index];
                }

                if (matches.Contains(true) && (Layer is null || Layer.Equals(table.Layer.ToString(), StringComparison.OrdinalIgnoreCase)))
                {
                    yield return table;
                }
            }

            for (var index = 0; index < found.Length; index++)
            {
                if (!found[index] && !WildcardPattern.ContainsWildcardCharacters(Table[index]))
                {
                    throw new DataLakeException(
                        DataLakeError.TableNotFound, $"The lake '{Store.Lake}' has no table '{Table[index]}'.", $"Make the tables{HowTo.BuildTables}, or list all that there are{HowTo.ListTables}.", Table[index]);
                }
            }
        }
    }
}
