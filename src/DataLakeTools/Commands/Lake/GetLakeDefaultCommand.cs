using System.Management.Automation;
using DataLakeTools.Binding;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Shows what the cmdlets of this module take where nothing else is said: from the session or the environment.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeDefault")]
[OutputType(typeof(LakeDefault))]
public sealed class GetLakeDefaultCommand : LakeDefaultCommand
{
    private const string Hidden = "(set)";

    /// <summary>Writes what is set.</summary>
    protected override void EndProcessing()
    {
        var session = SessionDefaults.Of(SessionState);
        foreach (var name in SelectDefaults())
        {
            if (session.Find(name.Name) is { } value)
            {
                WriteObject(new LakeDefault(name.Name, value, "session"));
            }
            else if (name.Variables.FirstOrDefault(variable => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable))) is { } variable)
            {
                WriteObject(new LakeDefault(name.Name, Shown(name, Environment.GetEnvironmentVariable(variable)!), variable));
            }
        }
    }

    // A variable may hold a secret on purpose, or by mistake, as an address with a password.
    private static string Shown(LakeDefaultName name, string value) => name.Name switch
    {
        nameof(SetLakeDefaultCommand.Token) => Hidden,
        _ when value.Contains('@', StringComparison.Ordinal) || value.Contains('?', StringComparison.Ordinal) || value.Any(char.IsControl) => Hidden,
        _ => value,
    };
}
