using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Errors;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that show or clear defaults of the session.</summary>
public abstract class LakeDefaultCommand : PSCmdlet
{
    /// <summary>Which ones, with wildcards; all when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DefaultNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The defaults that the names select; a name that selects none is an error.</summary>
    private protected IEnumerable<LakeDefaultName> SelectDefaults()
    {
        foreach (var wanted in Name)
        {
            var pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
            var found = LakeDefaultName.All.Where(name => pattern.IsMatch(name.Name)).ToList();
            if (found.Count == 0)
            {
                WriteError(ErrorRecords.Of(new DataLakeException(
                    DataLakeError.InvalidOption, $"There is no default '{wanted}'.", $"There are: {string.Join(", ", LakeDefaultName.All.Select(name => name.Name))}.", wanted)));
            }

            foreach (var name in found)
            {
                yield return name;
            }
        }
    }
}
