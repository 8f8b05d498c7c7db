namespace Sallyport.Server;

/// <summary>The server cannot start. The message is one line for the person at the terminal and names the way out.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
