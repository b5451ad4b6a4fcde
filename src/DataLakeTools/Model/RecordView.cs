using System.Management.Automation;

namespace DataLakeTools;

/// <summary>How records that were read back from a lake are shown: those of TMDB as when they came, others in a few columns.</summary>
internal static class RecordView
{
    // PowerShell makes a table of up to four properties.
    private const int Columns = 4;

    /// <summary>Gives a record its view. All of its fields stay; <c>Format-List *</c> shows them.</summary>
    /// <param name="record">The record.</param>
    /// <param name="typeName">The type whose view it has; null where there is none.</param>
    public static PSObject With(PSObject record, string? typeName)
    {
        if (typeName is not null)
        {
            record.TypeNames.Insert(0, typeName);
            return record;
        }

        string[] plain = [.. record.Properties.OfType<JsonField>().Where(field => field.IsPlain).Take(Columns).Select(field => field.Name)];
        if (plain.Length > 0)
        {
            record.Members.Add(new PSMemberSet("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", plain)]));
        }

        return record;
    }
}
