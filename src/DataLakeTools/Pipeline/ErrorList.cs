using System.Collections;
using System.Management.Automation;

namespace DataLakeTools.Pipeline;

/// <summary>The errors of a session, newest first: <c>$Error</c>, which forgets those behind its end.</summary>
internal static class ErrorList
{
    private const int DefaultLength = 256;

    /// <summary>The list; null where the session has another value there.</summary>
    public static IList? Of(SessionState session) => session.PSVariable.GetValue("global:Error") as IList;

    /// <summary>How many errors it keeps.</summary>
    public static int LengthOf(SessionState session) => session.PSVariable.GetValue("MaximumErrorCount") is int most ? most : DefaultLength;
}
