using System.Management.Automation;
using DataLakeTools.Binding;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Takes back what Set-LakeDefault has set for the session.</para>
/// </summary>
[Cmdlet(VerbsCommon.Clear, "LakeDefault", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class ClearLakeDefaultCommand : LakeDefaultCommand
{
    /// <summary>Removes what is set.</summary>
    protected override void EndProcessing()
    {
        var session = SessionDefaults.Of(SessionState);
        foreach (var name in SelectDefaults())
        {
            if (session.Find(name.Name) is not null && ShouldProcess(name.Name, "Clear for the session"))
            {
                SessionDefaults.Set(SessionState, name.Name, null);
            }
        }
    }
}
