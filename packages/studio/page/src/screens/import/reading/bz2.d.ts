declare module 'bz2';
