namespace DataLakeTools.HelpBuilder.Writing;

/// <summary>Types as help names them.</summary>
internal static class TypeNames
{
    /// <summary>A short name, as in a syntax line: String[], Int32.</summary>
    public static string Short(Type type) => type.Name;

    /// <summary>A whole name, as under INPUTS and OUTPUTS: System.String.</summary>
    public static string Full(Type type) => type.FullName!;
}
